/**
 * Screening for child sexual exploitation by rules as data: category, reasons and pathway, each with its source. Begin at
 * {@link cse.screening.Rules}.
 */
package cse.screening;
