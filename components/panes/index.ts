/** The panes in screen order. A new pane is one file and one line here (and its id in state.ts). */
import type {Pane} from '../pane.ts';
import type {PaneId} from '../state.ts';
import {claims} from './claims.ts';
import {conflicts} from './conflicts.ts';
import {crons} from './crons.ts';
import {inbox} from './inbox.ts';
import {live} from './live.ts';
import {sisters} from './sisters.ts';

export const paneById: Readonly<Record<PaneId, Pane<unknown>>> = {sisters, inbox, claims, conflicts, crons, live};
export const panes: readonly Pane<unknown>[] = Object.values(paneById);
