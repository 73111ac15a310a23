"""What happens to an account when somebody who runs it leaves or stops: passed on to others, or closed, step by step."""
