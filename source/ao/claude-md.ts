/** Our section in a project's CLAUDE.md: looked at, put in, taken out; each as a whole or not at all. */
import {statSync} from 'node:fs';
import path from 'node:path';
import {QueenError} from '../errors.ts';
import {readSettingsFile, removeSettings, replaceSettings, type SettingsFile} from '../hooks/settings-file.ts';
import {forgetSection, keepCopy, recordedSections, recordSection} from './record.ts';
import {BrokenSection, hasSection, withoutSection, withSection} from './section.ts';
import {claudeMdSection} from './templates/claude-md.ts';

export type SectionPlan = {
	readonly file: SettingsFile;
	readonly before: string | null;
	/** Null: the file goes, or there is none. */
	readonly after: string | null;
	readonly changes: boolean;
};

/** People read it, also other users: unlike settings it holds no secrets. */
const newFileMode = 0o644;

const claudeMd = (project: string): string => path.join(project, 'CLAUDE.md');

/** The folder of a project; throws a usage error for what is none. */
export function projectFolder(given: string | null, cwd: string): string {
	const folder = path.resolve(cwd, given ?? '.');
	if (statSync(folder, {throwIfNoEntry: false})?.isDirectory()) return folder;
	throw new QueenError('usage', `There is no folder ${folder}. Usage: --project-dir DIR`);
}

function plan(file: SettingsFile, change: (text: string | null) => string | null): SectionPlan {
	try {
		const after = change(file.text);
		return {file, before: file.text, after, changes: after !== file.text};
	} catch (error) {
		if (!(error instanceof BrokenSection)) throw error;
		throw new QueenError('refused', `${file.path} was left alone: ${error.message}. Remove what is left of it by hand, then run this again.`, {cause: error});
	}
}

/** What `ao start` would change. Throws a sentence for a file that cannot be read, or whose marks were broken. */
export const planSection = (project: string): SectionPlan => plan(readSettingsFile(claudeMd(project)), text => withSection(text, claudeMdSection()));

/** The way back. `file`: an absolute path. */
export const planSectionOut = (file: string): SectionPlan => plan(readSettingsFile(file), text => (text === null ? null : withoutSection(text)));
export const planProjectOut = (project: string): SectionPlan => planSectionOut(claudeMd(project));

/** Does what was planned; answers where a copy of the old text is, or null. Throws a sentence when the file was changed meanwhile or may not be. */
export function performSection(env: NodeJS.ProcessEnv, {file, before, after, changes}: SectionPlan, wall: number): string | null {
	const {path: name} = file;
	const stays = after !== null && hasSection(after);
	if (stays) recordSection(env, name);
	const copy = changes && before !== null && before !== '' ? keepCopy(env, name, before, wall) : null;
	if (changes && after === null) removeSettings(file, null);
	else if (changes && after !== null) replaceSettings(before === null ? {...file, mode: newFileMode} : file, after);
	if (!stays) forgetSection(env, name);
	return copy;
}

export type SectionsOut = {readonly files: readonly string[]; readonly left: readonly {readonly file: string; readonly why: string}[]};

/** All sections of this machine. `remove`: take them out; what cannot be taken out does not keep the others. */
export function sectionsOut(env: NodeJS.ProcessEnv, remove: boolean, wall: number): SectionsOut {
	const files: string[] = [];
	const left: {file: string; why: string}[] = [];
	for (const name of recordedSections(env)) {
		try {
			const found = planSectionOut(name);
			if (remove) performSection(env, found, wall);
			if (found.changes) files.push(name);
		} catch (error) {
			left.push({file: name, why: error instanceof Error ? error.message : String(error)});
		}
	}
	return {files, left};
}
