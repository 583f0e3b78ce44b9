"""Sentence embeddings with all-MiniLM-L6-v2: its weights as the package has them, run by ONNX Runtime."""
import hashlib
import json
import time
import zipfile
from importlib.util import find_spec
from pathlib import Path

import numpy
import onnx
import onnxruntime
import tokenizers
from onnx import TensorProto, helper, numpy_helper

HEADS, LAYERS, WIDTH, LONGEST, BATCH = 12, 6, 384, 256, 32


def model_archive():
    return zipfile.ZipFile(Path(find_spec('all_minilm_l6_v2').origin).with_name('model.zip'))


def tensors(data):
    """The weights in a safetensors file, by name."""
    size = int.from_bytes(data[:8], 'little')
    names = json.loads(data[8:8 + size])
    names.pop('__metadata__', None)
    types = {'F32': numpy.float32, 'I64': numpy.int64}
    body = memoryview(data)[8 + size:]
    return {name: numpy.frombuffer(body[slice(*entry['data_offsets'])], types[entry['dtype']]).reshape(entry['shape'])
            for name, entry in names.items()}


class Graph:
    """An ONNX graph that grows by one operation at a time."""

    def __init__(self, weights):
        self.weights, self.nodes, self.constants = weights, [], {}

    def add(self, operation, *inputs, **attributes):
        output = f'v{len(self.nodes)}'
        self.nodes.append(helper.make_node(operation, list(inputs), [output], **attributes))
        return output

    def constant(self, value):
        name = f'c{len(self.constants)}'
        self.constants[name] = numpy_helper.from_array(numpy.asarray(value), name)
        return name

    def linear(self, value, name):
        weight = self.constant(numpy.ascontiguousarray(self.weights[name + '.weight'].T))
        return self.add('Add', self.add('MatMul', value, weight), self.constant(self.weights[name + '.bias']))

    def norm(self, value, name):
        scale, shift = (self.constant(self.weights[f'{name}.{part}']) for part in ('weight', 'bias'))
        return self.add('LayerNormalization', value, scale, shift, epsilon=1e-12, axis=-1)

    def heads(self, value, order):
        split = self.add('Reshape', value, self.constant(numpy.array([0, 0, HEADS, WIDTH // HEADS])))
        return self.add('Transpose', split, perm=order)

    def attention(self, value, mask, name):
        query, key, content = (self.linear(value, f'{name}.self.{part}') for part in ('query', 'key', 'value'))
        products = self.add('MatMul', self.heads(query, [0, 2, 1, 3]), self.heads(key, [0, 2, 3, 1]))
        scaled = self.add('Div', products, self.constant(numpy.float32((WIDTH // HEADS) ** 0.5)))
        shares = self.add('Softmax', self.add('Add', scaled, mask), axis=-1)
        mixed = self.add('Transpose', self.add('MatMul', shares, self.heads(content, [0, 2, 1, 3])), perm=[0, 2, 1, 3])
        flat = self.add('Reshape', mixed, self.constant(numpy.array([0, 0, WIDTH])))
        return self.norm(self.add('Add', value, self.linear(flat, f'{name}.output.dense')), f'{name}.output.LayerNorm')

    def layer(self, value, mask, name):
        value = self.attention(value, mask, f'{name}.attention')
        wide = self.add('Gelu', self.linear(value, f'{name}.intermediate.dense'))
        return self.norm(self.add('Add', value, self.linear(wide, f'{name}.output.dense')), f'{name}.output.LayerNorm')


def bert(weights):
    """The model as an ONNX graph, from token ids and positions to the vectors of the tokens."""
    graph = Graph(weights)
    parts = [graph.add('Gather', graph.constant(weights[f'embeddings.{table}_embeddings.weight']), ids)
             for table, ids in (('word', 'ids'), ('position', 'places'))]
    kinds = graph.constant(weights['embeddings.token_type_embeddings.weight'][0])
    value = graph.norm(graph.add('Add', graph.add('Add', *parts), kinds), 'embeddings.LayerNorm')
    for number in range(LAYERS):
        value = graph.layer(value, 'mask', f'encoder.layer.{number}')
    graph.nodes.append(helper.make_node('Identity', [value], ['out']))
    inputs = [helper.make_tensor_value_info(name, kind, shape) for name, kind, shape in (
        ('ids', TensorProto.INT64, ['batch', 'length']), ('places', TensorProto.INT64, ['length']),
        ('mask', TensorProto.FLOAT, ['batch', 1, 1, 'length']))]
    output = helper.make_tensor_value_info('out', TensorProto.FLOAT, ['batch', 'length', WIDTH])
    whole = helper.make_graph(graph.nodes, 'bert', inputs, [output], list(graph.constants.values()))
    return helper.make_model(whole, opset_imports=[helper.make_opsetid('', 20)], ir_version=9)


class Encoder:
    """The model, loaded; one thread, so that its processor seconds are those of the work."""

    def __init__(self):
        archive = model_archive()
        self.tokenizer = tokenizers.Tokenizer.from_str(archive.read('tokenizer.json').decode('utf-8'))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(LONGEST)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        model = bert(tensors(archive.read('model.safetensors'))).SerializeToString()
        self.session = onnxruntime.InferenceSession(model, options, providers=['CPUExecutionProvider'])

    def encode(self, texts):
        """A row of length 1 for each text: the mean of the vectors of its tokens."""
        tokens = [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]
        vectors = numpy.zeros((len(texts), WIDTH), numpy.float32)
        # Texts of about the same length go together, so that little is spent on padding.
        order = sorted(range(len(texts)), key=lambda at: len(tokens[at]))
        for first in range(0, len(order), BATCH):
            some = order[first:first + BATCH]
            length = max(len(tokens[at]) for at in some)
            ids, real = numpy.zeros((len(some), length), numpy.int64), numpy.zeros((len(some), length), numpy.float32)
            for row, at in enumerate(some):
                ids[row, :len(tokens[at])], real[row, :len(tokens[at])] = tokens[at], 1
            mask = ((1 - real) * -1e9)[:, None, None, :]
            out, = self.session.run(None, {'ids': ids, 'places': numpy.arange(length), 'mask': mask})
            vectors[some] = (out * real[:, :, None]).sum(axis=1) / real.sum(axis=1, keepdims=True)
        return vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)


class Vectors:
    """Vectors of texts, kept in a folder with the processor seconds that they cost when they were made."""

    def __init__(self, folder):
        self.folder, self.encoder = folder, None
        folder.mkdir(parents=True, exist_ok=True)

    def of(self, texts):
        """The vectors of some texts, and the processor seconds."""
        key = hashlib.sha256('\0'.join(texts).encode()).hexdigest()[:24]
        path = self.folder / f'{key}.npz'
        if path.is_file():
            kept = numpy.load(path)
            return kept['vectors'].astype(numpy.float32), float(kept['seconds'])
        if self.encoder is None:
            self.encoder = Encoder()
        before = time.process_time()
        vectors = self.encoder.encode(texts)
        seconds = time.process_time() - before
        numpy.savez(path, vectors=vectors.astype(numpy.float16), seconds=seconds)
        return vectors, seconds
