"""How well forecasts fit, next to other libraries, on public series."""
