// SPDX-License-Identifier: Apache-2.0
package dev.whittle.jobs;

import dev.whittle.config.Problems;
import dev.whittle.config.UserError;
import dev.whittle.pipeline.Build;
import dev.whittle.pipeline.LawBroken;
import dev.whittle.text.Visible;
import java.util.Optional;
import java.util.Set;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The one main class of the jar.
 *
 * <p>Exit codes: 0 done; 2 the user's fault, told in one message; 3 a law or a gate is broken, the
 * output is kept; 1 anything else, with a stack trace.
 */
@Command(
    name = "whittle",
    description =
        "Whittles a pool of math problems down to a ranked core set, and keeps the evidence for every rejected row.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      RunCommand.class,
      StageCommand.class,
      PlanCommand.class,
      DigestCommand.class,
      ExplainCommand.class,
      DiffCommand.class,
      ReportCommand.class,
      ExportCommand.class,
      GenerateCommand.class,
      VerifyCommand.class,
      ServeCommand.class,
      AutoComplete.GenerateCompletion.class,
      CommandLine.HelpCommand.class
    },
    footerHeading = "%nExample:%n",
    footer = "  whittle run --config conf/demo.yaml")
public final class Main {
  static final int FAULT = 2;
  static final int BROKEN = 3;

  private Main() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs a command: the exit code. */
  static int run(String... args) {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler((error, command, parsed) -> report(error, command));
    commandLine.setParameterExceptionHandler(Main::usage);
    return commandLine.execute(args);
  }

  /**
   * The code for an error, after telling it: the user's faults and broken laws without a stack
   * trace.
   */
  private static int report(Exception error, CommandLine command) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserError) {
        command.getErr().println(Visible.text(cause.getMessage()));
        return FAULT;
      }
      if (cause instanceof LawBroken) {
        command.getErr().println(Visible.text(cause.getMessage()));
        return BROKEN;
      }
    }
    Optional<Damage.Words> damage = Damage.words(error);
    if (damage.isPresent()) {
      command.getErr().println(Visible.text(damage.get().message()));
      return damage.get().code();
    }
    error.printStackTrace(command.getErr());
    return 1;
  }

  private static int usage(ParameterException error, String[] args) {
    CommandLine command = error.getCommandLine();
    String suggestion = "";
    if (error instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().get(0);
      Set<String> known =
          word.startsWith("-")
              ? command.getCommandSpec().optionsMap().keySet()
              : command.getSubcommands().keySet();
      suggestion = Problems.suggestion(word, known);
    }
    command.getErr().println(error.getMessage() + suggestion);
    command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return FAULT;
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"whittle " + Build.version()};
    }
  }
}
