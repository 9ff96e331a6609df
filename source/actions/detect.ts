/** `queen detect FILE.ansi`: what would be said of a captured screen, and whether that is true. Reads two files, nothing else. */
import {stripVTControlCharacters} from 'node:util';
import type {AgentId, Evidence, Status, StatusDetail, StatusSource} from '../../db/types.ts';
import {agrees, sessionIn, truthLabels, truthOf} from '../agents/capture.ts';
import {QueenError} from '../errors.ts';
import {captureFiles, readCapture} from './detect-files.ts';

export type Detected = {
	readonly file: string;
	/** `none`: no client that we know runs on that terminal. Then the status is null. */
	readonly agent: AgentId;
	readonly status: Status | null;
	readonly detail: StatusDetail | null;
	readonly waitingFor: string | null;
	readonly source: StatusSource;
	readonly evidence: readonly Evidence[];
	/** What the file says is true, in its own words; null when nobody said it yet. */
	readonly truth: {readonly state: string; readonly waitingFor: string | null} | null;
	/** Does what is read equal the truth? Null without a truth. */
	readonly equal: boolean | null;
};

/** Replays a capture. Rejects with one sentence what is missing, broken, or no truth that we know. */
export function detectFile(given: string, cwd: string): Detected {
	const files = captureFiles(given, cwd);
	const {facts, screen} = readCapture(files);
	const truth = truthOf(facts);
	if (facts.state !== null && truth === null) throw new QueenError('refused', `"${facts.state}" in ${files.json} is no state: write ${truthLabels}.`);
	const session = sessionIn(facts, stripVTControlCharacters(screen));
	const reading = session?.agent.read(session.observation) ?? null;
	return {
		file: files.ansi,
		agent: session?.agent.id ?? 'none',
		status: reading?.status ?? null,
		detail: reading?.detail ?? null,
		waitingFor: reading?.waitingFor ?? null,
		source: reading?.source ?? 'none',
		evidence: reading?.evidence ?? [],
		truth: facts.state === null ? null : {state: facts.state, waitingFor: facts.waitingFor},
		equal: agrees(reading, truth),
	};
}
