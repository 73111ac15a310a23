"""The register: versions of the policy from the first draft to the last review."""
