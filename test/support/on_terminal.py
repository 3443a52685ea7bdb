"""Runs a command on a terminal of its own; writes what it said, and when, as JSON."""
import fcntl, json, os, pty, struct, sys, termios, time

rows, columns = int(sys.argv[1]), int(sys.argv[2])
began = time.monotonic()
pid, terminal = pty.fork()
if pid == 0:
    # the size is set before the program can ask for it
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.execvp(sys.argv[3], sys.argv[3:])
said = []
while True:
    try:
        data = os.read(terminal, 65536)
    except OSError:
        break
    if not data:
        break
    said.append([time.monotonic() - began, data.decode("utf-8", "replace")])
_, status = os.waitpid(pid, 0)
json.dump({"said": said, "code": os.waitstatus_to_exitcode(status)}, sys.stdout)
