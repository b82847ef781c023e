// SPDX-License-Identifier: Apache-2.0
/** The functions of this module as Spark SQL functions. */
package dev.whittle.udfs;
