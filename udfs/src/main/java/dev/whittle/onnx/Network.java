// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The network of a model, opened: shared by all who run it. */
final class Network implements AutoCloseable {
  static final String IDS = "input_ids";
  static final String MASK = "attention_mask";
  static final String POSITIONS = "position_ids";
  static final String LOGITS = "logits";

  private static final String FILE = ModelFolder.NETWORK;
  private static final Pattern PAST = Pattern.compile("past_key_values\\.(\\d+)\\.(key|value)");
  private static final String EXPORT =
      "Export the model with Optimum for the task text-generation-with-past.";

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final String provider;
  private final Shape shape;
  private final boolean takesPositions;
  private final String[] past;
  private final String[] present;

  private Network(
      OrtEnvironment environment, OrtSession session, String provider, ModelFolder folder)
      throws OrtException {
    this.environment = environment;
    this.session = session;
    this.provider = provider;
    Map<String, NodeInfo> inputs = session.getInputInfo();
    Map<String, NodeInfo> outputs = session.getOutputInfo();
    for (String needed : List.of(IDS, MASK)) {
      if (!inputs.containsKey(needed)) {
        throw folder.fault("its network has no input " + needed, FILE, EXPORT);
      }
    }
    takesPositions = inputs.containsKey(POSITIONS);
    int layers = layers(inputs, outputs, folder);
    past = new String[2 * layers];
    present = new String[2 * layers];
    for (int i = 0; i < past.length; i++) {
      String part = "." + i / 2 + (i % 2 == 0 ? ".key" : ".value");
      past[i] = "past_key_values" + part;
      present[i] = "present" + part;
    }
    shape = shape(inputs, outputs, folder);
  }

  /**
   * @throws ModelFolderException when it cannot be loaded, or is no decoder with a cache
   */
  static Network open(ModelFolder folder, Settings settings) {
    try {
      // What goes wrong comes as an exception; it need not stand on the console, too.
      OrtEnvironment environment =
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      // What the runtime measures of itself stays here, too.
      environment.setTelemetry(false);
      try (SessionOptions options = options(settings, folder)) {
        OrtSession session = session(environment, options, folder);
        try {
          String provider =
              settings.device().kind() == Device.Kind.CPU
                  ? "CPUExecutionProvider"
                  : "CUDAExecutionProvider:" + settings.device().index();
          return new Network(environment, session, provider, folder);
        } catch (OrtException | RuntimeException e) {
          session.close();
          throw e;
        }
      }
    } catch (OrtException e) {
      throw new ModelFolderException(
          "Cannot load the model: ONNX Runtime says "
              + Words.of(e)
              + " ("
              + folder.file(FILE)
              + "). Export it again, for this version of ONNX Runtime.",
          e);
    }
  }

  private static SessionOptions options(Settings settings, ModelFolder folder) throws OrtException {
    SessionOptions options = new SessionOptions();
    options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
    options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
    options.setIntraOpNumThreads(settings.threads());
    options.setInterOpNumThreads(1);
    // Threads that spin take the cores from the other decoders, and from Spark.
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    options.addConfigEntry("session.inter_op.allow_spinning", "0");
    // A plan is kept for each shape of the inputs, and here each step has another.
    options.setMemoryPatternOptimization(false);
    if (settings.device().kind() == Device.Kind.CUDA) {
      if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
        options.close();
        throw folder.fault(
            "it is to run on "
                + settings.device()
                + ", but the ONNX Runtime on the class path is the one without CUDA",
            FILE,
            "Put onnxruntime_gpu on the class path in place of onnxruntime, or use the device cpu.");
      }
      try {
        options.addCUDA(settings.device().index());
      } catch (OrtException e) {
        options.close();
        throw new ModelFolderException(
            "Cannot load the model: "
                + settings.device()
                + " cannot be used: "
                + Words.of(e)
                + " ("
                + folder.file(FILE)
                + "). Check the driver, CUDA and cuDNN, or use the device cpu.",
            e);
      }
    }
    return options;
  }

  private static OrtSession session(
      OrtEnvironment environment, SessionOptions options, ModelFolder folder) {
    try {
      return environment.createSession(folder.file(FILE).toString(), options);
    } catch (OrtException e) {
      throw new ModelFolderException(
          "Cannot load the model: "
              + FILE
              + " is damaged, incomplete or of a newer format: "
              + Words.of(e)
              + " ("
              + folder.file(FILE)
              + "). Copy it again, together with its data file if it has one.",
          e);
    }
  }

  private static int layers(
      Map<String, NodeInfo> inputs, Map<String, NodeInfo> outputs, ModelFolder folder) {
    TreeSet<Integer> layers = new TreeSet<>();
    List<String> unknown = new ArrayList<>();
    for (String input : inputs.keySet()) {
      Matcher past = PAST.matcher(input);
      if (past.matches()) {
        layers.add(Integer.parseInt(past.group(1)));
      } else if (!List.of(IDS, MASK, POSITIONS).contains(input)) {
        unknown.add(input);
      }
    }
    if (layers.isEmpty()) {
      throw folder.fault("its network has no inputs past_key_values: no cache", FILE, EXPORT);
    }
    if (!unknown.isEmpty()) {
      throw folder.fault("its network wants inputs nobody knows here: " + unknown, FILE, EXPORT);
    }
    for (int layer = 0; layer <= layers.last(); layer++) {
      for (String part : List.of("." + layer + ".key", "." + layer + ".value")) {
        if (!inputs.containsKey("past_key_values" + part)
            || !outputs.containsKey("present" + part)) {
          throw folder.fault(
              "its network has no past_key_values" + part + " or no present" + part, FILE, EXPORT);
        }
      }
    }
    if (!outputs.containsKey(LOGITS)) {
      throw folder.fault("its network has no output " + LOGITS, FILE, EXPORT);
    }
    return layers.last() + 1;
  }

  private Shape shape(
      Map<String, NodeInfo> inputs, Map<String, NodeInfo> outputs, ModelFolder folder) {
    for (String name : List.of(IDS, MASK, POSITIONS)) {
      if (inputs.containsKey(name)
          && tensor(inputs.get(name), name, folder).type != OnnxJavaType.INT64) {
        throw folder.fault("its input " + name + " is not of type int64", FILE, EXPORT);
      }
    }
    TensorInfo first = tensor(inputs.get(past[0]), past[0], folder);
    long[] cache = first.getShape();
    if (cache.length != 4) {
      throw folder.fault(
          "its input " + past[0] + " has " + cache.length + " axes, not 4", FILE, EXPORT);
    }
    for (int i = 0; i < past.length; i++) {
      TensorInfo in = tensor(inputs.get(past[i]), past[i], folder);
      TensorInfo out = tensor(outputs.get(present[i]), present[i], folder);
      if (in.type != first.type || out.type != first.type) {
        throw folder.fault(
            past[i] + " is of type " + in.type + ", " + present[i] + " of type " + out.type,
            FILE,
            EXPORT);
      }
      long[] other = in.getShape();
      if (other.length != 4 || other[1] != cache[1] || other[3] != cache[3]) {
        throw folder.fault(past[i] + " is of another size than " + past[0], FILE, EXPORT);
      }
    }
    TensorInfo logits = tensor(outputs.get(LOGITS), LOGITS, folder);
    for (OnnxJavaType type : List.of(first.type, logits.type)) {
      if (type != OnnxJavaType.FLOAT && type != OnnxJavaType.FLOAT16) {
        throw folder.fault(
            "its caches or logits are of type " + type, FILE, "Export it in fp32 or fp16.");
      }
    }
    long[] says = logits.getShape();
    int attention = folder.number("num_attention_heads", "n_head", "num_heads");
    int width = folder.number("hidden_size", "n_embd", "d_model");
    int layers =
        agreed("layers", past.length / 2, folder.number("num_hidden_layers", "n_layer"), folder);
    int keyHeads = folder.number("num_key_value_heads");
    int dimension = folder.number("head_dim");
    int heads =
        agreed("heads of keys and values", cache[1], keyHeads > 0 ? keyHeads : attention, folder);
    int dimensions =
        agreed(
            "numbers in a key",
            cache[3],
            dimension > 0 || attention == 0 ? dimension : width / attention,
            folder);
    int vocabulary =
        agreed(
            "tokens in the vocabulary", says[says.length - 1], folder.number("vocab_size"), folder);
    int context = folder.number("max_position_embeddings", "n_positions", "n_ctx");
    return new Shape(
        layers,
        heads,
        dimensions,
        first.type,
        vocabulary,
        logits.type,
        context > 0 ? context : Integer.MAX_VALUE);
  }

  private static TensorInfo tensor(NodeInfo node, String name, ModelFolder folder) {
    if (node.getInfo() instanceof TensorInfo tensor) {
      return tensor;
    }
    throw folder.fault(name + " of its network is no tensor", FILE, EXPORT);
  }

  /** What the network says, if it is fixed there, and config.json; one of them must. */
  private static int agreed(String what, long network, int config, ModelFolder folder) {
    if (network > 0 && config > 0 && network != config) {
      throw folder.fault(
          "the network has " + network + " " + what + ", " + ModelFolder.CONFIG + " says " + config,
          ModelFolder.CONFIG,
          "Take all files from one export.");
    }
    if (network <= 0 && config <= 0) {
      throw folder.fault(
          "neither the network nor " + ModelFolder.CONFIG + " says how many " + what + " there are",
          ModelFolder.CONFIG,
          "Take all files from one export.");
    }
    return network > 0 ? Math.toIntExact(network) : config;
  }

  OrtEnvironment environment() {
    return environment;
  }

  OrtSession session() {
    return session;
  }

  String provider() {
    return provider;
  }

  Shape shape() {
    return shape;
  }

  boolean takesPositions() {
    return takesPositions;
  }

  String past(int part) {
    return past[part];
  }

  String present(int part) {
    return present[part];
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
