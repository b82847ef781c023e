/** Stages and what runs them: verdicts, reasons, manifests, fingerprints and resume. */
package dev.whittle.pipeline;
