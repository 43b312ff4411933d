"""The settings of this account, of this machine and of the desk."""
