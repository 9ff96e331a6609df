/** What the scanner says to the view that started it. What it saw stands in the database. */
export type ScannerMessage =
	/** One sentence about what keeps it from scanning; holds until `well`. */
	{readonly type: 'error'; readonly text: string} | {readonly type: 'well'};

/** What it hears: scan everything now. */
export type ScannerRequest = {readonly type: 'rescan'};
