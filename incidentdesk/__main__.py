from incidentdesk.cli.main import main

main()
