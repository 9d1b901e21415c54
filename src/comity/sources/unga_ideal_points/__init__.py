"""The source unga-ideal-points: ideal points and agreement in the General Assembly."""
