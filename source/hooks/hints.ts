/**
 * What hooks tell about a session's status. Hooks only accelerate (RULES.md, "Sisters": statusSource): Esc fires none, a killed client fires
 * none, and a dialog that is open beats them all; so a hint speaks where nothing else does, and not for long. Pure.
 */
import type {Evidence, Sighting, Status} from '../../db/types.ts';
import type {SpoolEvent} from './spool.ts';

export type Hint = {
	readonly status: Status;
	readonly waitingFor: string | null;
	/** In words, for `queen explain`: `Stop`, `PermissionRequest Bash`. */
	readonly said: string;
	/** Milliseconds since the epoch. */
	readonly at: number;
};

/** A hint is believed for so long: after that it may long be untrue, and the next event would have come. */
const believedMs = 20_000;

const waitingKinds: Readonly<Record<string, string>> = {permission_prompt: 'permission', elicitation_dialog: 'input needed', ToolPermission: 'permission'};

type Meaning = Pick<Hint, 'status' | 'waitingFor'>;
const as = (status: Status, waitingFor: string | null = null): Meaning => ({status, waitingFor});

/** Null: this event says nothing about the status. The end of a session says nothing either: `/clear` ends one, and the process tells the rest. */
function meaningOf({event, tool, kind}: SpoolEvent): Meaning | null {
	switch (event) {
		case 'UserPromptSubmit':
		case 'PostToolUse':
			return as('working');
		case 'Stop':
		case 'SessionStart':
			return as('idle');
		case 'PermissionRequest':
			return as('waiting', tool === null ? 'permission' : `approve ${tool}`);
		case 'Notification':
			if (kind === 'idle_prompt') return as('idle');
			return kind !== null && Object.hasOwn(waitingKinds, kind) ? as('waiting', waitingKinds[kind]) : null;
		default:
			return null;
	}
}

/** The last hint of each client in a batch, by its process. */
export function hintsOf(events: readonly (SpoolEvent & {readonly at: number})[]): ReadonlyMap<number, Hint> {
	const hints = new Map<number, Hint>();
	for (const event of events) {
		const meaning = meaningOf(event);
		const said = [event.event, event.tool ?? event.kind].filter(Boolean).join(' ');
		if (meaning !== null) hints.set(event.client, {...meaning, said, at: event.at});
	}
	return hints;
}

const spokenFor = (evidence: readonly Evidence[], hint: Hint): readonly Evidence[] => [
	...evidence,
	{source: 'hook', said: `${hint.said} at ${new Date(hint.at).toISOString().slice(11, 19)}Z`},
];

/** The sighting with what hooks said: as one more piece of evidence, and as the status only where nothing else had one. */
export function withHint(sighting: Sighting, hint: Hint | undefined, wall: number): Sighting {
	if (hint === undefined) return sighting;
	const {reading} = sighting;
	const evidence = spokenFor(reading.evidence, hint);
	const isSilent = reading.status === 'unknown' && wall - hint.at < believedMs;
	if (!isSilent) return {...sighting, reading: {...reading, evidence}};
	return {...sighting, reading: {...reading, status: hint.status, waitingFor: hint.waitingFor, source: 'hook', evidence}};
}
