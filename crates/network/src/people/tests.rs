//! Tests of people over HTTP.
