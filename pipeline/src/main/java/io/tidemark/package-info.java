/** The application. Start reading at {@link io.tidemark.Main}. */
package io.tidemark;
