"""JSON Schemas (2020-12) of the definition kinds, served to editors and used by the compiler."""
