"""Where the office's data lie: tables, their migrations, and copies. SQLite by default, PostgreSQL for teams."""
