#!/usr/bin/env python3
"""Fine-tunes a small transformer on film reviews and pushes it where the service finds it."""
import json
import os
from functools import partial
from pathlib import Path

import evaluate
import hydra
import numpy as np
import torch
import wandb
from datasets import DatasetDict, load_dataset
from hydra.utils import to_absolute_path
from omegaconf import DictConfig, OmegaConf
from peft import LoraConfig, TaskType, get_peft_model
from sklearn.metrics import ConfusionMatrixDisplay
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    DataCollatorWithPadding,
    EarlyStoppingCallback,
    Trainer,
    TrainerCallback,
    TrainingArguments,
    set_seed,
)

LABELS = {0: "bad", 1: "good"}
accuracy = evaluate.load("accuracy")
f1 = evaluate.load("f1")


class Progress(TrainerCallback):
    def __init__(self, every: int):
        self.every = every

    def on_step_end(self, args, state, control, **kwargs):
        if state.global_step % self.every == 0:
            print(f"step {state.global_step} of {state.max_steps}")
        return control


class WeightedTrainer(Trainer):
    def __init__(self, *args, weights=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.weights = torch.tensor(weights)

    def compute_loss(self, model, inputs, return_outputs=False, **kwargs):
        labels = inputs.pop("labels")
        outputs = model(**inputs)
        loss_of = torch.nn.CrossEntropyLoss(weight=self.weights.to(labels.device))
        loss = loss_of(outputs.logits.view(-1, len(LABELS)), labels.view(-1))
        return (loss, outputs) if return_outputs else loss


def reviews(cfg: DictConfig) -> DatasetDict:
    data = load_dataset("csv", data_files={"train": to_absolute_path(cfg.data.train), "test": to_absolute_path(cfg.data.test)})
    data = data.filter(lambda row: row["text"] is not None and len(row["text"]) > 20)
    if cfg.data.limit:
        data["train"] = data["train"].shuffle(seed=cfg.seed).select(range(cfg.data.limit))
    return data.rename_column("sentiment", "label")


def encode(rows, tokenizer, longest):
    return tokenizer(rows["text"], truncation=True, max_length=longest)


def scores(predicted):
    logits, labels = predicted
    guesses = np.argmax(logits, axis=-1)
    return {
        **accuracy.compute(predictions=guesses, references=labels),
        "f1": f1.compute(predictions=guesses, references=labels, average="macro")["f1"],
    }


@hydra.main(version_base="1.3", config_path="conf", config_name="tune")
def main(cfg: DictConfig):
    set_seed(cfg.seed)
    wandb.init(project="reviews", config=OmegaConf.to_container(cfg, resolve=True), mode="offline")
    tokenizer = AutoTokenizer.from_pretrained(cfg.model)
    data = reviews(cfg)
    encoded = data.map(partial(encode, tokenizer=tokenizer, longest=cfg.longest), batched=True, remove_columns=["text"])

    model = AutoModelForSequenceClassification.from_pretrained(
        cfg.model, num_labels=len(LABELS), id2label=LABELS, label2id={name: at for at, name in LABELS.items()}
    )
    if cfg.lora:
        model = get_peft_model(model, LoraConfig(task_type=TaskType.SEQ_CLS, r=cfg.lora.rank, lora_alpha=32, target_modules=["q_lin"]))
        model.print_trainable_parameters()

    counts = np.bincount(data["train"]["label"])
    trainer = WeightedTrainer(
        model=model,
        args=TrainingArguments(
            output_dir="runs",
            learning_rate=cfg.lr,
            num_train_epochs=cfg.epochs,
            per_device_train_batch_size=cfg.batch,
            eval_strategy="epoch",
            save_strategy="epoch",
            load_best_model_at_end=True,
            fp16=torch.cuda.is_available(),
            report_to="wandb",
        ),
        train_dataset=encoded["train"],
        eval_dataset=encoded["test"],
        data_collator=DataCollatorWithPadding(tokenizer),
        compute_metrics=scores,
        callbacks=[Progress(cfg.every), EarlyStoppingCallback(early_stopping_patience=2)],
        weights=(counts.sum() / counts).tolist(),
    )
    trainer.train(resume_from_checkpoint=cfg.get("resume"))
    found = trainer.evaluate()
    guessed = trainer.predict(encoded["test"])
    shown = ConfusionMatrixDisplay.from_predictions(guessed.label_ids, guessed.predictions.argmax(-1), normalize="true")
    wandb.log({"confusion": wandb.Image(shown.figure_)})

    folder = Path(cfg.out)
    trainer.save_model(str(folder))
    tokenizer.save_pretrained(folder)
    (folder / "scores.json").write_text(json.dumps(found, indent=2))
    if "HF_TOKEN" in os.environ:
        trainer.model.push_to_hub(cfg.repository, private=True, token=os.environ["HF_TOKEN"])
    wandb.finish()


if __name__ == "__main__":
    main()
