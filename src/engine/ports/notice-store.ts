import type { ReceiverId, TenantId } from '../../domain/ids.ts';
import type { EventDraft } from '../../domain/log.ts';
import type { ProblemRef } from '../../domain/problem.ts';
import type { Instant } from '../../domain/time.ts';
import type { MoveRow } from './move-store.ts';
import type { Message, Notice, Receiver } from './notify.ts';

/** A receiver, and how far it has come. */
export interface ReceiverRow extends Receiver {
  /** The last link of the log that was looked at for it. */
  readonly cursor: number;
  /** When coming commits were looked at for it; tenant clock. */
  readonly deadlinesAt: Instant;
  /** When a message last got through; machine clock. */
  readonly sentAt: Instant | null;
  /** Why the last message did not. */
  readonly problem: ProblemRef | null;
  /** Notices and messages that wait. */
  readonly waiting: number;
}

export interface ReceiverWrite {
  readonly receiver: Receiver;
  /** 0 adds it; it hears of what happens from then on. One that is enabled again is not told what it missed. */
  readonly expectedVersion: number;
  /** Takes it away, with everything that waits for it. */
  readonly isRemoved?: boolean;
  readonly events: readonly EventDraft[];
}

/** What may be to do for one receiver. */
export interface ReceiverWork {
  readonly tenantId: TenantId;
  /** Where the twin of the tenant is, if it lives on the clock of one. */
  readonly twinAt?: string | undefined;
  readonly receiverId: ReceiverId;
  /** The log has links that were not looked at. */
  readonly hasNews: boolean;
  readonly deadlinesAt: Instant;
  /** When the next notice is due that may go out; tenant clock. */
  readonly noticeDueAt: Instant | null;
  /** When the next try of a message is due; machine clock. */
  readonly messageDueAt: Instant | null;
  /** Before that no other worker takes it, and the receiver itself wants nothing; machine clock. */
  readonly freeAt: Instant;
  /** The worker that has it is gone: whatever that one was sending is to be sent again. */
  readonly isLeft: boolean;
}

interface NoticeWrite {
  readonly notice: Notice;
  /** Tenant clock. */
  readonly dueAt: Instant;
  /** Quiet hours hold it back: it becomes part of a summary. */
  readonly isHeld: boolean;
  /** While one of the same topic is kept, another one is not. */
  readonly topic: string | null;
}

/** What a look at the log, or at the deadlines, brought for a receiver. */
export interface GatheredNotices {
  readonly tenantId: TenantId;
  readonly receiverId: ReceiverId;
  /** The cursor that was read; when another worker has moved it meanwhile, nothing is written. */
  readonly from: number;
  readonly to: number;
  readonly deadlinesAt: Instant;
  readonly notices: readonly NoticeWrite[];
  /** Topics that end before these notices: what waits of them is dropped; where one had been told, `tells` is told. */
  readonly ended: readonly { readonly topic: string; readonly tells: NoticeWrite | null }[];
}

/** One worker's hold on a receiver. The fence grows with every claim; an older one writes nothing any more. */
export interface ReceiverClaim {
  readonly tenantId: TenantId;
  readonly receiverId: ReceiverId;
  readonly fence: number;
}

/** A message that is about to be tried: that it is tried is recorded already. */
export interface MessageTry {
  readonly message: Omit<Message, 'tenant'>;
  /** This one counted. */
  readonly tries: number;
  /** When the first try was, on the machine clock. */
  readonly begunAt: Instant;
}

type MessageState = 'waiting' | 'sent' | 'refused' | 'given-up';

export interface NoticeStore {
  /** By name. */
  receivers(tenantId: TenantId): Promise<readonly ReceiverRow[]>;
  /** Of all tenants, for the loop: every receiver that is enabled. `gone`: workers that are known to be gone. */
  receiversAtWork(gone?: readonly string[]): Promise<readonly ReceiverWork[]>;
  /** Moves under observation that are committed by then, or whose clock is stopped by a doubt. */
  commitsDue(tenantId: TenantId, before: Instant): Promise<readonly MoveRow[]>;
  /** Keeps what was gathered and moves the cursor, in one transaction. @returns false when another worker was faster. */
  recordNotices(gathered: GatheredNotices): Promise<boolean>;
  /** Takes a receiver for one worker; undefined while another has it that lives. What a dead one was sending is due at once. */
  claimReceiver(request: {
    readonly tenantId: TenantId;
    readonly receiverId: ReceiverId;
    readonly worker: string;
    /** Workers that are known to be gone. */
    readonly gone?: readonly string[] | undefined;
    readonly machineNow: Instant;
    readonly leaseMs: number;
  }): Promise<ReceiverClaim | undefined>;
  /**
   * The next message to be tried: alarms first; one that was tried before, or a new one of everything that is due. Renews the lease.
   * While it is quiet only alarms are given, and everything else is put off.
   */
  nextMessage(request: {
    readonly claim: ReceiverClaim;
    readonly messageId: string;
    readonly tenantNow: Instant;
    readonly machineNow: Instant;
    readonly leaseMs: number;
    readonly quietUntil: Instant | null;
    /** How many notices a message has room for. */
    readonly room: number;
  }): Promise<MessageTry | undefined>;
  /** Records what came of it. undefined when another worker has the receiver by now: then nothing is written. */
  settleMessage(request: {
    readonly claim: ReceiverClaim;
    readonly messageId: string;
    readonly state: MessageState;
    readonly machineNow: Instant;
    /** When to try again. */
    readonly dueAt: Instant;
    /** Until when the receiver wants nothing at all. */
    readonly pausedUntil: Instant | null;
    readonly problem: ProblemRef | null;
    /** The receiver counts as broken from now on. */
    readonly isBroken: boolean;
  }): Promise<{ readonly isNewlyBroken: boolean } | undefined>;
  releaseReceiver(claim: ReceiverClaim): Promise<void>;
  /** Forgets messages that were settled before, with their notices. Machine clock. */
  sweepMessages(settledBefore: Instant): Promise<number>;
}
