"""The list of staff kept from a school's directory, such as Microsoft Entra ID, by the SCIM standard."""
