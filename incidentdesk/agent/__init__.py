"""The unattended loop: delivers messages, moves escalations and due updates, alone or on a thread of the window."""
