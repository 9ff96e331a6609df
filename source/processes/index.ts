/** The reader of processes for this platform. Light: hot commands load it. */
import type {Clock} from '../../db/types.ts';
import {systemClock} from '../clock.ts';
import {linuxProcesses} from './linux.ts';
import {macosBlindSpots, macosProcesses} from './macos.ts';
import type {Processes} from './types.ts';

/** Processes of this machine, as this user may see them. Linux reads /proc; everything else asks `ps` (best effort). */
export const systemProcesses = (clock: Pick<Clock, 'host' | 'bootId'> = systemClock()): Processes =>
	process.platform === 'linux' ? linuxProcesses(clock) : macosProcesses(clock);

/** What cannot be seen on this platform, in words; empty on Linux. `queen doctor` says it. */
export const processBlindSpots: readonly string[] = process.platform === 'linux' ? [] : macosBlindSpots;
