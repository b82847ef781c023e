/** What a finished run shows to people and gives to trainers: funnel, report and exports. */
package dev.whittle.report;
