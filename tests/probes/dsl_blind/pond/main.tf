resource "aws_s3_bucket" "pond" {
  bucket = "pond"
}
