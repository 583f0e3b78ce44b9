//! Caption formats, in and out.
