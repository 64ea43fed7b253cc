/** The payload of `send-message`, after validation where the server validates. */
export interface SentMessage {
  readonly user: string;
  readonly message: string;
}

/** Builds a chat in the shape of the contract, so that every server sends as many bytes as the service. */
export function toChat(id: string, sender: string, { user, message }: SentMessage, sentAt: Date) {
  return { id, sender, recipient: user, message, has_read: false, sent_at: sentAt.toISOString() };
}
