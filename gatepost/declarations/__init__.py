"""What people tell the school about themselves: ties to pupils, exceptions agreed, departures explained."""
