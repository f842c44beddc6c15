"""How people reach the model: the web application and the command line."""
