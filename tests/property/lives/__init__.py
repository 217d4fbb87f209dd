"""What happens to data over years, told twice: by the register, and by a few dictionaries."""
