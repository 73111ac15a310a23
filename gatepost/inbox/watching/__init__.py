"""The inbox is watched: people look at each account, somebody is told before anything is late, and nobody has to see a picture."""
