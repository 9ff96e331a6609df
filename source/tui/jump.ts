/** The key `g`: to a sister's terminal pane. Moves only the keeper's own view of things; types nothing anywhere. */
import type {Outcome} from '../../components/intents.ts';
import type {TerminalPlace} from '../../db/types.ts';
import {cell} from '../sanitize.ts';
import type {JumpResult} from '../terminals/types.ts';
import type {AttachResult} from './attach.ts';

export type JumpDeps = {
	/** Where she sits now, raw; null when she has no terminal that we know; undefined when there is no such sister. */
	placeOf(sister: string): TerminalPlace | null | undefined;
	jump(place: TerminalPlace): Promise<JumpResult>;
	/** Was it said in this view what such a jump does with her terminal? Then later ones go at once. */
	readonly isTold: () => boolean;
	/** Hosts the attaching program in our own terminal until Ctrl-Q. */
	host(command: readonly string[], env: Readonly<Record<string, string | undefined>>, notice: string): Promise<AttachResult>;
};

const said = (ok: boolean, text: string): Outcome => ({ok, text: cell(text), undo: null});

function afterAttach(sister: string, {cameBack, code, said: words}: AttachResult): Outcome {
	if (cameBack) return said(true, `Back from ${sister}: Ctrl-Q came back.`);
	if (code === 0) return said(true, `Back from ${sister}. Ctrl-Q comes back without detaching by hand.`);
	return said(false, `Could not attach to ${sister}${words === '' ? '' : `: ${words}`}.`);
}

/** Goes there, or says why not; where the keeper's terminal would be filled, she is told and asked first. Rejects only when the terminal itself fails. */
export async function jumpTo(sister: string, deps: JumpDeps): Promise<Outcome> {
	const place = deps.placeOf(sister);
	if (place === undefined) return said(false, `${sister} is gone from the colony.`);
	if (place === null) return said(false, `${sister} has no terminal that we know: no jump.`);
	const result = await deps.jump(place);
	if (!result.ok) return said(false, `${sister}: ${result.why}`);
	if (result.how === 'switched') return said(true, result.note ?? '');
	if (!deps.isTold()) return {...said(true, ''), going: sister};
	return afterAttach(sister, await deps.host(result.command, result.env, `Going to ${cell(sister)} (${cell(place.pane)}). Ctrl-Q comes back.`));
}
