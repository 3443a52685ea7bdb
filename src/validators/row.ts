/**
 * A cell as the CSV will hold it. null and '' are both an empty cell; the validators see the
 * difference.
 */
export type Cell = string | null;

/** The cells of one row, in the order of the header. */
export type Row = readonly Cell[];
