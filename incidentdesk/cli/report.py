import click

command = click.Command("report")
