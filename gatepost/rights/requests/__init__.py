"""Requests of people about their data: taken in, gathered, looked through, handed over."""
