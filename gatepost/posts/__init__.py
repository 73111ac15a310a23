"""Publishing: from a draft to what the public reads, through whatever the adopted policy asks for."""
