"""Before anything happens: people, teams, services, categories, settings of the desk."""
