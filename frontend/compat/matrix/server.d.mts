/** The server of the matrix. */
export interface MatrixServer {
  readonly url: string;
  /** Serves the files of a folder. */
  serve(folder: string): void;
  /** Publishes the next order, and returns its number. */
  pay(): Promise<number>;
  close(): void;
}

export function startServer(): Promise<MatrixServer>;
