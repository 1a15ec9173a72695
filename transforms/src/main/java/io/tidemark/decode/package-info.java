/**
 * Bytes to a typed row or a dead letter, and the fields derived from it. Start reading at {@link
 * io.tidemark.decode.DecodedField}.
 */
package io.tidemark.decode;
