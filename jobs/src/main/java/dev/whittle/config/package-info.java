/** Configuration records and how they are read from YAML: complete, typed, every error at once. */
package dev.whittle.config;
