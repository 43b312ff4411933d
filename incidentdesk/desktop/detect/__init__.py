"""Something is wrong: the list of incidents and logging a new one."""
