"""The door of the agent to the network: alerts, heartbeats and the web form (promises sec-1 to sec-3)."""
