"""The notice to everybody who uses the network, and the assessment that stands behind it."""
