import click

command = click.Command("import")
