package io.readside.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The door of the command line. */
@Command(
        name = "readside",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Looks at the log and its read models, frees what is parked, builds them anew, moves events in and out.",
        footer = {
            "",
            "'readside demo' starts the order system with a database of its own.",
            "Exit codes: 0 good, 1 failed, 2 wrong usage, 3 found something that needs a look."
        })
public final class Main {

    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(Io.ofProcess(), args));
    }

    /** As the jar's manifest has it. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"readside " + Main.class.getPackage().getImplementationVersion()};
        }
    }

    static int run(Io io, String... args) {
        boolean json = Arrays.asList(args).contains("--json");
        PrintWriter out = new PrintWriter(io.out(), false, StandardCharsets.UTF_8); // for --help
        CommandLine line = new CommandLine(new Main())
                .addSubcommand(new Init(io))
                .addSubcommand(new Status(io))
                .addSubcommand(new Lag(io))
                .addSubcommand(new Parked(io))
                .addSubcommand(new Retry(io))
                .addSubcommand(new Skip(io))
                .addSubcommand(new Pause(io))
                .addSubcommand(new Resume(io))
                .addSubcommand(new Rebuilding(io))
                .addSubcommand(new Abort(io))
                .addSubcommand(new Swap(io))
                .addSubcommand(new Rollback(io))
                .addSubcommand(new Drop(io))
                .addSubcommand(new Reconcile(io))
                .addSubcommand(new Why(io))
                .addSubcommand(new Tail(io))
                .addSubcommand(new Import(io))
                .addSubcommand(new Export(io))
                .setOut(out)
                .setExecutionExceptionHandler((e, command, parsed) -> fail(io, json, e))
                .setParameterExceptionHandler((e, given) -> wrongUsage(io, json, e));
        if (args.length == 0) {
            return wrongUsage(io, json, new ParameterException(line, "No command was given."));
        }
        int code = line.execute(args);
        out.flush();
        return code;
    }

    private static int wrongUsage(Io io, boolean json, ParameterException e) {
        CommandLine command = e.getCommandLine();
        String help =
                "See 'readside " + (command.getParent() == null ? "" : command.getCommandName() + " ") + "--help'.";
        return fail(io, json, new Trouble(String.valueOf(e.getMessage()), help, ExitCode.WRONG_USAGE));
    }

    private static int fail(Io io, boolean json, Exception e) {
        if (e instanceof Results.NobodyReads || e instanceof InterruptedException) {
            return ExitCode.GOOD.code();
        }
        Trouble trouble = e instanceof Trouble known ? known : Explanation.of(e);
        trouble.tell(io, json);
        if (Boolean.getBoolean("readside.debug")) {
            e.printStackTrace(io.err());
        }
        return trouble.exitCode().code();
    }
}
