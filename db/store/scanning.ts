/** What a scanner writes. Each operation is one transaction (../store.ts). */
import type {Claim, Cron, Finding, NamedPlace, ProcessIdentity, ScanReport, SeenEdit, Sighting} from '../types.ts';

export type Leadership =
	| {readonly leader: true; readonly epoch: number}
	| {readonly leader: false; readonly holder: {readonly pid: number; readonly host: string}};

export type SightingsInput = {
	/** Null for a one-shot scan beside a leader; otherwise refused when another leader took over. */
	readonly epoch: number | null;
	readonly sightings: readonly Sighting[];
	/** True when every place was looked at: only then may a session that was not seen be called gone. */
	readonly complete: boolean;
	/** Git's facts of sisters without a session; missing: not looked at in this pass. */
	readonly places?: readonly NamedPlace[];
	/** What hooks saw being written since the last time. */
	readonly edits?: readonly SeenEdit[];
	/** Does an edit of an unclaimed file make an automatic lease? */
	readonly leaseEdits?: boolean;
	/** Lock files of other tools (`Claim.lockFile`), for the view; missing: not looked at in this pass. */
	readonly locks?: readonly Claim[];
};

export type FindingsInput = {
	readonly epoch: number | null;
	readonly findings: readonly Finding[];
	/** Null: crontab was not read in this pass. */
	readonly crons: readonly Cron[] | null;
	readonly report: ScanReport;
};

export type ScanStore = {
	/** Takes or renews the one scanner's seat of this host. */
	lead(process: ProcessIdentity, leaseMs: number): Promise<Leadership>;
	resign(epoch: number): Promise<void>;
	/** False: a newer leader took over and nothing was written. */
	recordSightings(input: SightingsInput): Promise<boolean>;
	recordFindings(input: FindingsInput): Promise<boolean>;
};
