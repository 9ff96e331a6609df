/** Asks for the terminal of the selected sister while the third column of a wide screen shows it. */
import {useEffect, useEffectEvent} from 'react';
import type {Intent, Outcome} from './intents.ts';

/** A cursor that runs over many rows asks only for the one where it stops. */
const restMs = 150;

/** `sister` null: there is no such column, or nobody is selected, or the peek box has the terminal now. */
export function useColumnPeek(sister: string | null, perform: (intent: Intent) => Promise<Outcome>): void {
	const ask = useEffectEvent((name: string | null): void => void perform({type: 'peek', sister: name, beside: true}));
	useEffect(() => {
		if (sister === null) return;
		const timer = setTimeout(() => ask(sister), restMs);
		return () => {
			clearTimeout(timer);
			ask(null);
		};
	}, [sister]);
}
