"""Networks that Gatepost does not send to: it packs what a person posts, and checks the link they bring back."""
