"""The web application: Flask, Flask-AppBuilder for accounts, blueprints for screens and the API."""
