import type {JSX as ReactJSX} from 'react';

// ink-table 3.1.0 was written for a React whose JSX namespace was global.
declare global {
	namespace JSX {
		type Element = ReactJSX.Element;
	}
}
