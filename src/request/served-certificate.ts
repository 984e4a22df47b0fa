/** A certificate that the node uses for its own connections, as `_ssl/certificates` shows it. */

export interface ServedCertificate {
  /** Where it came from: within the folder of the configuration or of the data, or as it is. */
  readonly path: string
  readonly format: 'PEM' | 'PKCS12'
  /** As RFC 2253 writes it, as the issuer. */
  readonly subject: string
  readonly issuer: string
  /** Hexadecimal, without leading zeros. */
  readonly serial: string
  /** The key of this very certificate is the node's. */
  readonly hasKey: boolean
  /** Milliseconds since the epoch. */
  readonly expires: number
}
